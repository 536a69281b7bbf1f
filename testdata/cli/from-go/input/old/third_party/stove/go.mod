module example.org/stove
