"""The registers an office keeps: their schema, reading and checking them, and a synthetic sample."""
