struct Beside;
