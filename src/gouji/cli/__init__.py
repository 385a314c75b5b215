"""The command line ``gouji``: one module a command, loaded only when it is used."""
