struct Child(super::Flat);
