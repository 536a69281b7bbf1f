struct Odd;
