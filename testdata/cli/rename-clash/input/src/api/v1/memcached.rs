pub struct Memcached;
