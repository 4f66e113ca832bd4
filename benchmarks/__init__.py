"""What `make bench` runs: import rates, memory and page times, in a scratch folder."""
