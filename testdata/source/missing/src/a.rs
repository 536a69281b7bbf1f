mod also_gone;
