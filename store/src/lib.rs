//! The unit of work and the queries, on SQLite and PostgreSQL.

pub mod views;
