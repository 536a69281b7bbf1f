struct A;

///