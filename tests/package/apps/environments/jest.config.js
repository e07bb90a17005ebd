// The package is ES modules, which Jest runs with `node --experimental-vm-modules`.
export default { transform: {} };
