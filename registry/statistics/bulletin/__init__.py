"""The statistical bulletin 统计公报: a release as an official notice, in Chinese and English, as PDF."""
