"""The filing package: four files of enterprises, patents, applications and links, read and loaded."""
