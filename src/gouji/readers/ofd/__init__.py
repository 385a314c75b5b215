"""OFD, the fixed layout of GB/T 33190-2016 in which organs of state publish and archive.

No kept library under a permissive licence gives both ruling lines and the places of characters, so that
the package is read here; what its pages show goes the way of a PDF's pages.
"""
