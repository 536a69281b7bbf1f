struct Unix;
