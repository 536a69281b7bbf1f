struct A;

  => nonsense
