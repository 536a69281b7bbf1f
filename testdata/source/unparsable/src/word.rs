struct A;

strcut B {}
