declare global {
  interface Window {
    /** Called by the scripts of an export with what they hold. */
    auditData: (address: string, value: unknown) => void;
  }
}

const arrived = new Map<string, unknown>();

window.auditData = (address, value) => {
  arrived.set(address, value);
};

/** Loads `data/….json` of an export from the script beside it: a page opened from disk may not fetch. */
export function loadExported(address: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address.replace(/\.json$/, ".js");
    script.onload = () => {
      script.remove();
      if (arrived.has(address)) resolve(take(address));
      else reject(new Error(`The file ${script.src} of this export does not hold what its name says.`));
    };
    script.onerror = () => {
      script.remove();
      reject(new Error("This export does not hold it."));
    };
    document.head.append(script);
  });
}

function take(address: string): unknown {
  const value = arrived.get(address);
  arrived.delete(address);
  return value;
}
