struct UnheardOf;
