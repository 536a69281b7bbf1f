//! +kubebuilder:rbac:groups=cache.example.com,resources=memcacheds,verbs=get;list;watch
