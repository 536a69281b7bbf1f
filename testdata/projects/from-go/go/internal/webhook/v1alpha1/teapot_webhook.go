/*
Copyright 2026.

Licensed under the Apache License, Version 2.0 (the "License");
you may not use this file except in compliance with the License.
You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software
distributed under the License is distributed on an "AS IS" BASIS,
WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
See the License for the specific language governing permissions and
limitations under the License.
*/

package v1alpha1

import (
	"context"

	ctrl "sigs.k8s.io/controller-runtime"
	logf "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	brewv1alpha1 "example.com/tea/api/v1alpha1"
)

// nolint:unused
// log is for logging in this package.
var teapotlog = logf.Log.WithName("teapot-resource")

// SetupTeapotWebhookWithManager registers the webhook for Teapot in the manager.
func SetupTeapotWebhookWithManager(mgr ctrl.Manager) error {
	return ctrl.NewWebhookManagedBy(mgr, &brewv1alpha1.Teapot{}).
		WithValidator(&TeapotCustomValidator{}).
		WithDefaulter(&TeapotCustomDefaulter{}).
		Complete()
}

// TODO(user): EDIT THIS FILE!  THIS IS SCAFFOLDING FOR YOU TO OWN!

// +kubebuilder:webhook:path=/mutate-brew-example-com-v1alpha1-teapot,mutating=true,failurePolicy=fail,sideEffects=None,groups=brew.example.com,resources=teapots,verbs=create;update,versions=v1alpha1,name=mteapot-v1alpha1.kb.io,admissionReviewVersions=v1

// TeapotCustomDefaulter struct is responsible for setting default values on the custom resource of the
// Kind Teapot when those are created or updated.
//
// NOTE: The +kubebuilder:object:generate=false marker prevents controller-gen from generating DeepCopy methods,
// as it is used only for temporary operations and does not need to be deeply copied.
type TeapotCustomDefaulter struct {
	// TODO(user): Add more fields as needed for defaulting
}

// Default implements webhook.CustomDefaulter so a webhook will be registered for the Kind Teapot.
func (d *TeapotCustomDefaulter) Default(_ context.Context, obj *brewv1alpha1.Teapot) error {
	teapotlog.Info("Defaulting for Teapot", "name", obj.GetName())

	// TODO(user): fill in your defaulting logic.

	return nil
}

// TODO(user): change verbs to "verbs=create;update;delete" if you want to enable deletion validation.
// NOTE: If you want to customise the 'path', use the flags '--defaulting-path' or '--validation-path'.
// +kubebuilder:webhook:path=/validate-brew-example-com-v1alpha1-teapot,mutating=false,failurePolicy=ignore,sideEffects=None,groups=brew.example.com,resources=teapots,verbs=create;update,versions=v1alpha1,name=vteapot-v1alpha1.kb.io,admissionReviewVersions=v1

// TeapotCustomValidator struct is responsible for validating the Teapot resource
// when it is created, updated, or deleted.
//
// NOTE: The +kubebuilder:object:generate=false marker prevents controller-gen from generating DeepCopy methods,
// as this struct is used only for temporary operations and does not need to be deeply copied.
type TeapotCustomValidator struct {
	// TODO(user): Add more fields as needed for validation
}

// ValidateCreate implements webhook.CustomValidator so a webhook will be registered for the type Teapot.
func (v *TeapotCustomValidator) ValidateCreate(_ context.Context, obj *brewv1alpha1.Teapot) (admission.Warnings, error) {
	teapotlog.Info("Validation for Teapot upon creation", "name", obj.GetName())

	// TODO(user): fill in your validation logic upon object creation.

	return nil, nil
}

// ValidateUpdate implements webhook.CustomValidator so a webhook will be registered for the type Teapot.
func (v *TeapotCustomValidator) ValidateUpdate(_ context.Context, oldObj, newObj *brewv1alpha1.Teapot) (admission.Warnings, error) {
	teapotlog.Info("Validation for Teapot upon update", "name", newObj.GetName())

	// TODO(user): fill in your validation logic upon object update.

	return nil, nil
}

// ValidateDelete implements webhook.CustomValidator so a webhook will be registered for the type Teapot.
func (v *TeapotCustomValidator) ValidateDelete(_ context.Context, obj *brewv1alpha1.Teapot) (admission.Warnings, error) {
	teapotlog.Info("Validation for Teapot upon deletion", "name", obj.GetName())

	// TODO(user): fill in your validation logic upon object deletion.

	return nil, nil
}
