//! Where the routing document comes from.

use bedrock_routing::Routes;

use crate::context::{Context, Location};
use crate::entry::Stamp;
use crate::network::Http;
use crate::stop::Stop;

pub struct Loaded {
    pub routes: Routes,
    pub stamp: Stamp,
}

pub async fn load(context: &Context, _http: &Http) -> Result<Loaded, Stop> {
    let Location::File(path) = context.location() else {
        return Err(Stop::failed(
            "could not read the routing document: no addresses yet",
        ));
    };
    let stamp = Stamp::of(&path);
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Stop::failed(format!("could not read {}: {error}", path.display())))?;
    let routes =
        Routes::parse(&text).map_err(|why| Stop::failed(why.to_string()).hint(why.hint()))?;
    Ok(Loaded { routes, stamp })
}
