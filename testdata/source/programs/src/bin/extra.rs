struct Extra;
