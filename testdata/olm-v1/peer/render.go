package main

import (
	"fmt"
	"os"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/operator-framework/operator-controller/internal/operator-controller/rukpak/bundle/source"
	"github.com/operator-framework/operator-controller/internal/operator-controller/rukpak/render"
	"github.com/operator-framework/operator-controller/internal/operator-controller/rukpak/render/certproviders"
	"github.com/operator-framework/operator-controller/internal/operator-controller/rukpak/render/registryv1"
)

func main() {
	b, err := source.FromFS(os.DirFS(os.Args[1])).GetBundle()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	opts := []render.Option{}
	if len(os.Args) > 3 && os.Args[3] != "" {
		opts = append(opts, render.WithTargetNamespaces(strings.Split(os.Args[3], ",")...))
	}
	provider := "cert-manager"
	if len(os.Args) > 4 {
		provider = os.Args[4]
	}
	switch provider {
	case "cert-manager":
		opts = append(opts, render.WithCertificateProvider(certproviders.CertManagerCertificateProvider{}))
	case "openshift":
		opts = append(opts, render.WithCertificateProvider(certproviders.OpenshiftServiceCaCertificateProvider{}))
	}
	objs, err := registryv1.Renderer.Render(b, os.Args[2], opts...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, o := range objs {
		text, err := yaml.Marshal(o)
		if err != nil {
			panic(err)
		}
		fmt.Printf("---\n%s", text)
	}
}
