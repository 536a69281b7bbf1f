mod gone;

mod twice;
#[path = "no/where.rs"] mod pointed;
mod a;
mod inline { mod gone; }
mod folder;
