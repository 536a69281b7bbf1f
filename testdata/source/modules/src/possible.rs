struct Possible;
