struct Part;
