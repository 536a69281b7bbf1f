mod first;
mod override;
