"""What the words can do in any case at all: exact answers, by trying every case that they can tell apart."""
