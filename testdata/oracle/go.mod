module kubewright.dev/oracle

go 1.26
