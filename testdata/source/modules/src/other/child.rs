struct Child;
