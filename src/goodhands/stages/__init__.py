"""The ten stages: assess, select, contract, communicate, pilot, operate, scale, secure, review, exit."""
