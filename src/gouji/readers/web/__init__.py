"""Web pages and web archives, as a browser shows them."""
