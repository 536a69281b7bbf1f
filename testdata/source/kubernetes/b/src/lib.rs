struct B;
