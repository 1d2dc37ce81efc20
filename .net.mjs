import {rankNetwork} from "./dist/bindings/ops/rank-network.js";
for (const [f,r,n] of [["box",1,2],["box",2,2],["box",3,2],["box",4,2],["box",5,2],["box",6,2],["box",10,2],["box",1,3],["box",2,3],["ball",1,2],["ball",2,2],["ball",3,2],["ball",1,3],["ball",2,3]]) {
  const total={box:(2*r+1)**n}[f]; 
  let N=total;
  if(f=="ball"){N=0;for(let z=n==3?-r:0;z<=(n==3?r:0);z++)for(let y=-r;y<=r;y++)for(let x=-r;x<=r;x++)if(x*x+y*y+z*z<=r*r)N++;}
  const net=rankNetwork(f,r,n,N>>1);
  let st=0; for(const e of net.exchanges){st+=net.wanted.has(e.low)+net.wanted.has(e.high);}
  console.log(f,r,n,"n",N,"exchanges",net.exchanges.length,"stores",st);
}
