// Imports of modules that are loaded when they are first needed.

let retries = 0;

/**
 * Imports a module. Firefox remembers that a module could not be loaded, and never requests it again. With another fragment in its URL
 * it is another module; Firefox's error names the URL, also in a bundler's build.
 * @template Module
 * @param {() => Promise<Module>} load - calls `import()`, so that bundlers find it
 * @returns {Promise<Module>}
 */
export async function dynamicImport(load) {
  try {
    return await load();
  } catch (error) {
    const url = /^TypeError: error loading dynamically imported module: (.+)/.exec(String(error))?.[1];
    if (!url) throw error;
    retries += 1;
    return import(/* @vite-ignore */ /* webpackIgnore: true */ `${url}#${retries}`);
  }
}
