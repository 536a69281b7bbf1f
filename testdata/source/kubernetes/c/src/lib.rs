struct C;
