pub struct Root { circle: shapes::outer::Circle, ring: shapes::Ring, fetched: fetched::X, unlocked: unlocked::X }
