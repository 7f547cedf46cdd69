console.log("before"); Promise.reject(new TypeError("nobody looks"));
