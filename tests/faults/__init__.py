"""Hard faults: processes killed, disks full, folders gone, clocks that jump, two runs at once."""
