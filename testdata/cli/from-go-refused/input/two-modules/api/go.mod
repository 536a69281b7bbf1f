module example.com/tea/api
