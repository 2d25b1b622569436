//! API keys: created, revoked.

use super::handle::{ask, checked_name, in_transaction};
use super::{AdminError, ApiKey, ApiKeySecret, NewApiKey, Store};

impl Store {
    /// Adds an API key and returns it in clear, which it is shown nowhere else.
    pub async fn create_api_key(&self, new: NewApiKey) -> Result<(ApiKey, ApiKeySecret), AdminError> {
        ask(&self.writer, move |access| {
            let name = checked_name(&new.name, "key")?;
            if access.directory().api_key_named(&name).is_some() {
                return Err(AdminError::Exists { what: "a key", name });
            }
            let secret = ApiKeySecret::generate();
            let (new, now) = (NewApiKey { name, ..new }, access.now);
            in_transaction(access.backend, |backend| backend.insert_api_key(&new, &secret, now))?;
            access.publish_directory()?;
            match access.directory().api_key_of(&secret.hash()) {
                Some(key) => Ok((ApiKey::clone(key), secret)),
                None => Err(AdminError::Invalid("the key is gone already".to_owned())),
            }
        })
        .await?
    }

    /// Takes an API key away; it is nobody's from then on.
    pub async fn revoke_api_key(&self, name: &str) -> Result<ApiKey, AdminError> {
        let name = name.to_owned();
        ask(&self.writer, move |access| {
            let directory = access.directory();
            let key = directory.api_key_named(&name).ok_or_else(|| AdminError::NotFound {
                what: "key",
                name: name.clone(),
                known: directory.api_keys().iter().map(|key| key.name.clone()).collect(),
            })?;
            in_transaction(access.backend, |backend| backend.delete_api_key(key.id))?;
            access.publish_directory()?;
            Ok(ApiKey::clone(key))
        })
        .await?
    }
}
