/// +operator-sdk:csv:customresourcedefinitions:type=spec
pub struct NoKind;
