module example.com/tea
