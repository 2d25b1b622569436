//! What handlers take from a path and a query string. What cannot be read is answered in the envelope, as everything else is.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::answer::Problem;

/// The parameters of a path, decoded.
pub(super) struct Segment<T = String>(pub T);

/// A query string as names and values in order.
pub(super) struct Pairs(pub Vec<(String, String)>);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segment<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            // Names are UTF-8, so nothing has such a name.
            Err(_) => Err(Problem::not_found("there is nothing at this path: it is not UTF-8")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Pairs {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(pairs)) => Ok(Self(pairs)),
            Err(error) => Err(Problem::invalid(format!("the query string cannot be read: {error}"))),
        }
    }
}
