module example.com/tea

go 1.26.0

replace example.org/stove => ./third_party/stove

require example.org/stove v1.0.0
