struct Below;
