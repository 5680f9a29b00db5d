//! Sentences and clauses of an item's words.
