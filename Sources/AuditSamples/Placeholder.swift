// AuditSamples
