"""What is published: figures of a data year as of a day, frozen, protected, and never changed."""
