//! How an area of the office declares its pages.

use crate::shell::Gate;

/// An address with a method, and what is needed to use it.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The path, with names in braces.
    pub path: &'static str,
    /// The method in lower case.
    pub method: &'static str,
    /// What is needed.
    pub gate: Gate,
}

/// Declares an area's pages: path, method, handler, and the gate that stands before it.
macro_rules! routes {
    ($($path:literal { $($method:ident $handler:path: $gate:expr),+ $(,)? })*) => {
        /// The pages, once for each language.
        pub(crate) fn pages() -> axum::Router<$crate::shell::App> {
            axum::Router::new()$(.route(
                $path,
                axum::routing::MethodRouter::new()$(
                    .merge(axum::routing::$method($handler).layer(axum::Extension::<$crate::shell::Gate>($gate)))
                )+,
            ))*
        }

        /// Every address with its methods, for the test that tries each as every role.
        pub const ROUTES: &[$crate::office::Route] = &[$($($crate::office::Route {
            path: $path,
            method: stringify!($method),
            gate: $gate,
        }),+),*];
    };
}
pub(crate) use routes;
