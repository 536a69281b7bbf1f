// +groupName=parity.example.com
package v1

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type MixerSpec struct {
	Selector metav1.LabelSelector `json:"selector"`

	OptionalSelector *metav1.LabelSelector `json:"optionalSelector,omitempty"`

	Requirement metav1.LabelSelectorRequirement `json:"requirement"`

	Owner metav1.OwnerReference `json:"owner"`

	Object corev1.ObjectReference `json:"object"`

	Local corev1.LocalObjectReference `json:"local"`

	Typed corev1.TypedLocalObjectReference `json:"typed"`

	PullSecrets []corev1.LocalObjectReference `json:"pullSecrets,omitempty"`

	Secret corev1.SecretReference `json:"secret"`

	SecretKey corev1.SecretKeySelector `json:"secretKey"`

	ConfigKey *corev1.ConfigMapKeySelector `json:"configKey,omitempty"`

	Env []corev1.EnvVar `json:"env,omitempty"`

	EnvFrom []corev1.EnvFromSource `json:"envFrom,omitempty"`

	Resources corev1.ResourceRequirements `json:"resources,omitempty"`

	Tolerations []corev1.Toleration `json:"tolerations,omitempty"`

	Affinity *corev1.Affinity `json:"affinity,omitempty"`

	Spread []corev1.TopologySpreadConstraint `json:"spread,omitempty"`

	SecurityContext *corev1.SecurityContext `json:"securityContext,omitempty"`

	PodSecurityContext *corev1.PodSecurityContext `json:"podSecurityContext,omitempty"`

	Probe *corev1.Probe `json:"probe,omitempty"`

	// +listType=map
	// +listMapKey=name
	Mounts []corev1.VolumeMount `json:"mounts,omitempty"`

	Claim corev1.PersistentVolumeClaimSpec `json:"claim"`

	Service corev1.ServiceSpec `json:"service"`

	ServicePorts []corev1.ServicePort `json:"servicePorts,omitempty"`

	Ingress networkingv1.IngressSpec `json:"ingress"`

	Policy *networkingv1.NetworkPolicySpec `json:"policy,omitempty"`

	Rules []rbacv1.PolicyRule `json:"rules,omitempty"`

	Selectors map[string]metav1.LabelSelector `json:"selectors,omitempty"`
}

type MixerStatus struct {
	// +listType=map
	// +listMapKey=type
	// +optional
	Conditions []metav1.Condition `json:"conditions,omitempty"`
}

// +kubebuilder:subresource:status
type Mixer struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   MixerSpec   `json:"spec"`
	Status MixerStatus `json:"status,omitempty"`
}
