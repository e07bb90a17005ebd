//! Walks over whole lists.
