// Package middle passes on what it was given.
package middle

import "kubewright.dev/parity/aliases/go/parts"

type Cargo = parts.Load

type Colour = parts.Colour
